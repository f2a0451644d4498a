import type { Message } from './layout.ts'

export const sessionReused = ({ appName }: { appName: string }): Message => ({
  subject: `A ${appName} session was ended`,
  paragraphs: [
    `Somebody used an old key of one of your ${appName} sessions. That can mean that the key was stolen, so the session was ended.`,
    'Sign in again to go on. If this happens more than once, change your password: that signs everybody else out.',
  ],
})
