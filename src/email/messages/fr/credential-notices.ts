import type { Notices } from '../message.ts'
import { FACTOR_CHANGES } from './factor-changes.ts'
import { didNotAsk, happened, LAST_WEEK, ofOwner, setPassword, wasNotMe } from './phrases.ts'

/** What signs the owner in has changed, or somebody may have a copy of it. */
export const credentialNotices: Pick<
  Notices,
  'newDevice' | 'sessionReused' | 'passkeyCloned' | 'factorChanged' | 'recoveryCodeUsed' | 'secondStepResets'
> = {
  newDevice: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `Nouvelle connexion à votre compte ${appName}`,
    heading: 'Nouvelle connexion à votre compte',
    says: [
      `Quelqu’un s’est connecté à votre compte ${appName} depuis un appareil ou un pays nouveau pour ce compte.`,
    ],
    facts: [happened('Connexion', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, LAST_WEEK),
    reason: ofOwner(appName),
  }),

  sessionReused: ({ appName, resetPage, ...mail }) => ({
    subject: `Une session ${appName} a été fermée`,
    heading: 'Nous avons fermé l’une de vos sessions',
    says: [
      `Quelqu’un a utilisé une ancienne clé de l’une de vos sessions ${appName}. Cette clé a peut-être été volée, nous avons donc fermé la session. Reconnectez-vous pour continuer.`,
    ],
    facts: [happened('Utilisée', mail)],
    notYou: {
      says: 'Si ce n’était pas vous, ou si cela se reproduit, choisissez un nouveau mot de passe : cela ferme toutes les sessions.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  passkeyCloned: ({ appName, resetPage, ...mail }) => ({
    subject: `Une clé d’accès de votre compte ${appName} a été refusée`,
    heading: 'Nous avons refusé l’une de vos clés d’accès',
    says: [
      `Quelqu’un a utilisé une clé d’accès de votre compte ${appName} qui n’était pas à jour : il en existe peut-être une copie. Nous l’avons refusée et personne ne s’est connecté. Vos autres moyens de connexion fonctionnent comme avant.`,
      'Si cela se reproduit, connectez-vous d’une autre façon et supprimez cette clé d’accès.',
    ],
    facts: [happened('Utilisée', mail)],
    notYou: {
      says: 'Si ce n’était pas vous, supprimez la clé d’accès et choisissez un nouveau mot de passe : cela ferme toutes les sessions.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  factorChanged: ({ appName, change, provider = 'un autre fournisseur', notMe, notMeDays, ...mail }) => ({
    subject: `${FACTOR_CHANGES[change].subject} votre compte ${appName}`,
    heading: FACTOR_CHANGES[change].heading,
    says: [FACTOR_CHANGES[change].says.replace('{provider}', () => provider)],
    facts: [happened('Modification effectuée', mail)],
    notYou: (change === 'second_step_reset' ? didNotAsk : wasNotMe)({ notMe, notMeDays }),
    reason: ofOwner(appName),
  }),

  recoveryCodeUsed: ({ appName, codesLeft, notMe, notMeDays, ...mail }) => ({
    subject: `Un code de secours de votre compte ${appName} a été utilisé`,
    heading: 'Un code de secours a été utilisé',
    says: [
      `Quelqu’un a utilisé l’un des codes de secours de votre compte ${appName} pour se connecter ou pour confirmer son identité. Ce code ne fonctionne plus.`,
      codesLeft === 0
        ? 'Il ne vous reste aucun code de secours. Créez-en de nouveaux.'
        : `Il vous reste ${codesLeft} ${codesLeft === 1 ? 'code' : 'codes'} de secours.`,
    ],
    facts: [happened('Utilisé', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, LAST_WEEK),
    reason: ofOwner(appName),
  }),

  secondStepResets: ({ appName, ...mail }) => ({
    subject: `La vérification en deux étapes de votre compte ${appName} sera réinitialisée`,
    heading: 'La vérification en deux étapes sera réinitialisée',
    says: [
      `Quelqu’un a demandé à l’équipe ${appName} de réinitialiser la vérification en deux étapes de votre compte, car l’application d’authentification, les clés d’accès et les codes de secours sont perdus.`,
      'Un jour après cet e-mail, ils seront supprimés et toutes les sessions seront fermées. Ensuite, la connexion ne demandera plus de deuxième étape.',
    ],
    facts: [happened('Demandé', mail)],
    notYou: {
      says: 'Si vous l’avez demandé, vous n’avez rien à faire. Sinon, connectez-vous dans les 24 heures avec votre application, une clé d’accès ou un code de secours : cela annule la réinitialisation. Choisissez ensuite un nouveau mot de passe, car quelqu’un d’autre connaît peut-être le vôtre.',
    },
    reason: ofOwner(appName),
  }),
}
