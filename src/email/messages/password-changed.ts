import type { Message } from './layout.ts'

export const passwordChanged = ({ appName }: { appName: string }): Message => ({
  subject: `Your ${appName} password was changed`,
  paragraphs: [
    `The password of your ${appName} account was changed just now, and other sessions were signed out.`,
    'If it was you, there is nothing to do.',
    'If it was not you, ask for a password reset at once: that signs everybody else out.',
  ],
})
