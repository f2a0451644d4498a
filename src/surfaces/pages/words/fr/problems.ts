import type { ProblemWords } from '../problem-words.ts'

export const problems: ProblemWords = {
  passkey: {
    known: 'Cet appareil a déjà une clé d’accès à votre compte.',
    failed: 'La clé d’accès n’a pas fonctionné. Réessayez ou utilisez un autre moyen.',
  },
  rules: {
    malformed: 'Cette saisie n’a pas le bon format. Vérifiez-la et réessayez.',
    confirmation: 'Cette saisie est différente de celle du dessus.',
    unchanged: 'Vous utilisez déjà cette adresse.',
    not_valid: 'Cette saisie n’est pas possible. Vérifiez-la et réessayez.',
    unreachable: 'Un e-mail envoyé à cette adresse a été refusé. Vérifiez l’adresse.',
  },
  tooLong: 'Utilisez au plus {most} caractères.',
  fields: {
    code: 'Saisissez uniquement les chiffres du code.',
    totp: 'Saisissez les six chiffres que votre application affiche.',
    recovery_code: 'Saisissez l’un de vos codes de secours.',
    confirm: 'Ce n’est pas l’adresse de votre compte.',
    credential: 'Cette clé d’accès ne peut pas être utilisée. Réessayez ou utilisez-en une autre.',
  },
  refusals: {
    wrong_credentials:
      'L’adresse e-mail ou le mot de passe est incorrect. Vérifiez-les ou demandez un code par e-mail.',
    wrong_current_password: 'Ce mot de passe est incorrect. Réessayez.',
    invalid_code: 'Ce code est incorrect ou ne fonctionne plus. Vérifiez-le ou demandez-en un nouveau.',
    invalid_link: 'Ce lien ne fonctionne plus. Demandez-en un nouveau.',
    first_step_missing: 'Le délai est dépassé. Recommencez depuis le début.',
    second_step_refused:
      'Cela n’a pas fonctionné. Vérifiez le code, attendez le suivant ou utilisez un autre moyen.',
    passkey_refused:
      'Cette clé d’accès n’a pas fonctionné. Utilisez-en une autre ou un autre moyen de connexion.',
    second_step_required: 'Ajoutez d’abord une clé d’accès ou une application d’authentification.',
    email_not_verified: 'Confirmez d’abord votre adresse e-mail.',
    email_taken: 'Cette adresse ne peut pas être utilisée pour le moment. Réessayez plus tard.',
    sign_up_closed: 'Vous ne pouvez pas créer de compte ici.',
    already_verified: 'Votre adresse e-mail est déjà confirmée.',
    last_way_in: 'C’est votre dernier moyen de connexion. Ajoutez-en d’abord un autre.',
    last_administrator:
      'Personne d’autre n’a le rôle d’administrateur. Donnez-le d’abord à une autre personne.',
    not_found: 'Cet élément n’existe plus. Rechargez la page.',
    origin_not_allowed:
      'Cette page est restée ouverte trop longtemps. Rien n’a été modifié. Envoyez à nouveau le formulaire.',
    unavailable: 'Ce n’est pas possible pour le moment. Rien n’a été modifié. Réessayez dans un instant.',
  },
  tooMany: {
    one: 'Trop de tentatives. Réessayez dans une minute.',
    other: 'Trop de tentatives. Réessayez dans {count} minutes.',
  },
  recentlyRecovered: {
    one: 'Votre compte a été récupéré récemment. Pour sa sécurité, cette action sera de nouveau possible dans une heure.',
    other:
      'Votre compte a été récupéré récemment. Pour sa sécurité, cette action sera de nouveau possible dans {count} heures.',
  },
  failed: 'Une erreur s’est produite. Rien n’a été modifié. Réessayez.',
}
