import type { FactorChanges } from '../message.ts'

/** What each change of a factor is called. `votre compte` and the name of the app follow the subject. */
export const FACTOR_CHANGES: FactorChanges = {
  totp_added: {
    subject: 'Une application d’authentification a été ajoutée à',
    heading: 'Une application d’authentification a été ajoutée',
    says: 'Désormais, la connexion par mot de passe ou par e-mail demande une deuxième étape, par exemple un code de cette application. Toutes les autres sessions ont été fermées.',
  },
  totp_removed: {
    subject: 'Une application d’authentification a été supprimée de',
    heading: 'Une application d’authentification a été supprimée',
    says: 'Les codes de cette application ne permettent plus de se connecter. S’il ne reste aucun autre moyen de passer la deuxième étape, la vérification en deux étapes est également désactivée.',
  },
  passkey_added: {
    subject: 'Une clé d’accès a été ajoutée à',
    heading: 'Une clé d’accès a été ajoutée',
    says: 'Désormais, cette clé d’accès permet de se connecter sans mot de passe.',
  },
  first_passkey_added: {
    subject: 'Une clé d’accès a été ajoutée à',
    heading: 'Une clé d’accès a été ajoutée',
    says: 'Désormais, cette clé d’accès permet de se connecter sans mot de passe, et tout autre moyen de connexion demande une deuxième étape. Toutes les autres sessions ont été fermées.',
  },
  passkey_removed: {
    subject: 'Une clé d’accès a été supprimée de',
    heading: 'Une clé d’accès a été supprimée',
    says: 'Cette clé d’accès ne permet plus de se connecter. S’il ne reste aucun autre moyen de passer la deuxième étape, la vérification en deux étapes est également désactivée.',
  },
  recovery_codes: {
    subject: 'De nouveaux codes de secours ont été créés pour',
    heading: 'De nouveaux codes de secours ont été créés',
    says: 'Les codes de secours précédents ne fonctionnent plus.',
  },
  second_step_on: {
    subject: 'La vérification en deux étapes a été activée pour',
    heading: 'La vérification en deux étapes a été activée',
    says: 'Désormais, la connexion par mot de passe ou par e-mail demande une deuxième étape. Toutes les autres sessions ont été fermées.',
  },
  second_step_off: {
    subject: 'La vérification en deux étapes a été désactivée pour',
    heading: 'La vérification en deux étapes a été désactivée',
    says: 'La connexion ne demande plus de deuxième étape. Les codes de secours ne fonctionnent plus.',
  },
  second_step_reset: {
    subject: 'La vérification en deux étapes a été réinitialisée pour',
    heading: 'La vérification en deux étapes a été réinitialisée',
    says: 'Les responsables du service ont supprimé l’application d’authentification, les clés d’accès et les codes de secours de votre compte. Toutes les sessions ont été fermées. La connexion ne demande plus de deuxième étape.',
  },
  mail_sign_in_on: {
    subject: 'La connexion par e-mail a été activée pour',
    heading: 'La connexion par e‑mail a été activée',
    says: 'Désormais, un code ou un lien reçu par e-mail permet de se connecter sans mot de passe.',
  },
  mail_sign_in_off: {
    subject: 'La connexion par e-mail a été désactivée pour',
    heading: 'La connexion par e‑mail a été désactivée',
    says: 'Les codes et les liens reçus par e-mail ne permettent plus de se connecter. Les autres moyens de connexion restent inchangés.',
  },
  connection_added: {
    subject: 'Un compte d’un autre service a été associé à',
    heading: 'Un compte d’un autre service a été associé',
    says: 'Désormais, un compte chez {provider} permet de se connecter à votre compte sans mot de passe.',
  },
  connection_removed: {
    subject: 'Un compte d’un autre service a été dissocié de',
    heading: 'Un compte d’un autre service a été dissocié',
    says: 'Ce compte chez {provider} ne permet plus de se connecter. Les autres moyens de connexion restent inchangés.',
  },
}
