import type { ProfileWords } from '../profile-words.ts'

export const profile: ProfileWords = {
  done: {
    profile: 'Votre profil a été enregistré.',
    language: 'Votre langue a été enregistrée.',
    verified: 'Votre adresse e-mail est confirmée.',
    mailed: 'Nous vous avons envoyé un nouveau code par e-mail.',
    moved:
      'Votre compte est maintenant associé à la nouvelle adresse e-mail. Toutes les autres sessions ont été fermées.',
  },
  profile: {
    title: 'Profil',
    text: 'Ce que les applications peuvent afficher à votre sujet.',
    members: {
      first_name: 'Prénom',
      last_name: 'Nom',
      bio: 'À propos de vous',
      phone_number: 'Numéro de téléphone',
      address: 'Adresse postale',
      document_number: 'Numéro de pièce d’identité',
    },
    press: 'Enregistrer le profil',
  },
  language: {
    text: 'Pour ces pages et pour les e-mails que nous vous envoyons.',
    press: 'Enregistrer la langue',
  },
  verify: {
    text: 'Nous vous avons envoyé un code par e-mail. Tant que vous ne l’avez pas saisi, une partie de votre compte reste inaccessible.',
    press: 'Confirmer',
    again: 'Recevoir un nouveau code par e-mail',
  },
  address: {
    title: 'Adresse e‑mail',
    is: 'Vous vous connectez avec {email}.',
    change: 'Changer d’adresse e-mail',
    text: 'Nous envoyons un code à chacune des deux adresses. Il vous faut les deux codes.',
    email: 'Nouvelle adresse e-mail',
    press: 'Recevoir les codes par e‑mail',
    mailed: 'Nous avons envoyé un code à votre adresse actuelle et un autre à {email}.',
    codeCurrent: 'Code reçu à votre adresse actuelle',
    codeNew: 'Code reçu à la nouvelle adresse',
    move: 'Changer d’adresse e-mail',
    cancel: 'Annuler',
  },
}
