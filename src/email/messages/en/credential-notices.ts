import type { Notices } from '../message.ts'
import { FACTOR_CHANGES } from './factor-changes.ts'
import { didNotAsk, happened, ofOwner, setPassword, wasNotMe } from './phrases.ts'

/** What signs the owner in has changed, or somebody may have a copy of it. */
export const credentialNotices: Pick<
  Notices,
  'newDevice' | 'sessionReused' | 'passkeyCloned' | 'factorChanged' | 'recoveryCodeUsed' | 'secondStepResets'
> = {
  newDevice: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `New sign-in to your ${appName} account`,
    heading: 'There was a new sign-in to your account',
    says: [`Someone signed in to your ${appName} account from a device or a country that is new to it.`],
    facts: [happened('Signed in', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, 'what was changed about signing in within the last week'),
    reason: ofOwner(appName),
  }),

  sessionReused: ({ appName, resetPage, ...mail }) => ({
    subject: `A session at ${appName} was ended`,
    heading: 'We ended one of your sessions',
    says: [
      `Someone used an old key of one of your ${appName} sessions. The key may have been stolen, so we ended the session. Sign in again to go on.`,
    ],
    facts: [happened('Used', mail)],
    notYou: {
      says: 'If it was not you, or if it happens again, set a new password: that signs everyone out.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  passkeyCloned: ({ appName, resetPage, ...mail }) => ({
    subject: `A passkey of your ${appName} account was refused`,
    heading: 'We refused one of your passkeys',
    says: [
      `Someone used a passkey of your ${appName} account that was out of step: the same key may exist twice. We refused it, and nobody was signed in. Your other ways to sign in work as before.`,
      'If it happens again, sign in another way and remove this passkey.',
    ],
    facts: [happened('Used', mail)],
    notYou: {
      says: 'If it was not you, remove the passkey and set a new password: that signs everyone out.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  factorChanged: ({ appName, change, provider = 'another service', notMe, notMeDays, ...mail }) => ({
    subject: `${FACTOR_CHANGES[change].subject} your ${appName} account`,
    heading: FACTOR_CHANGES[change].heading,
    says: [FACTOR_CHANGES[change].says.replace('{provider}', () => provider)],
    facts: [happened('Changed', mail)],
    notYou: (change === 'second_step_reset' ? didNotAsk : wasNotMe)({ notMe, notMeDays }),
    reason: ofOwner(appName),
  }),

  recoveryCodeUsed: ({ appName, codesLeft, notMe, notMeDays, ...mail }) => ({
    subject: `A recovery code of your ${appName} account was used`,
    heading: 'A recovery code was used',
    says: [
      `Someone used one of the recovery codes of your ${appName} account to sign in, or to confirm who they are. This code no longer works.`,
      codesLeft === 0
        ? 'You have no recovery codes left. Make new ones.'
        : `You have ${codesLeft} recovery ${codesLeft === 1 ? 'code' : 'codes'} left.`,
    ],
    facts: [happened('Used', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, 'what was changed about signing in within the last week'),
    reason: ofOwner(appName),
  }),

  secondStepResets: ({ appName, ...mail }) => ({
    subject: `Two-step sign-in will be reset for your ${appName} account`,
    heading: 'Two-step sign-in will be reset',
    says: [
      `The people who run ${appName} were asked to reset two-step sign-in for your account, because its authenticator app, passkeys and recovery codes are lost.`,
      'One day after this email they are removed, and all sessions are signed out. From then on, signing in does not ask for a second step.',
    ],
    facts: [happened('Requested', mail)],
    notYou: {
      says: 'If you asked for it, there is nothing to do. If you did not, sign in with your app, a passkey or a recovery code within a day: that cancels the reset. Then set a new password, because someone else may know yours.',
    },
    reason: ofOwner(appName),
  }),
}
