import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const codesRefused = ({ appName, at, place, device }: Facts<'codesRefused'>): Message => ({
  subject: `Somebody tried to sign in to ${appName}`,
  opening: `Somebody signed in to ${appName} with your password, and then typed one wrong code after another. Nobody got in.`,
  rest: [
    asked({ at, place, device }),
    'If it was you, ask for a new code and try again. If it was not, somebody knows your password: change it now.',
  ],
})
