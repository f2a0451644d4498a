import type { Message } from './layout.ts'

export const verifyEmail = ({ appName, link }: { appName: string; link: string }): Message => ({
  subject: `Confirm your address for ${appName}`,
  paragraphs: [
    `Somebody, hopefully you, opened an account at ${appName} with this address. Please confirm that it is yours.`,
    'The link is good for 24 hours. Opening it changes nothing; the button on the page behind it does.',
    'If it was not you, do nothing: without your confirmation the account stays unconfirmed.',
  ],
  action: { label: 'Confirm my address', link },
})
