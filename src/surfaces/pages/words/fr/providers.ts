import type { ProviderWords } from '../provider-words.ts'

export const providers: ProviderWords = {
  with: 'Continuer avec {provider}',
  refusals: {
    cancelled: {
      title: 'Opération annulée',
      text: 'Vous n’avez pas continué avec {provider}. Rien n’a été modifié. Réessayez ou utilisez un autre moyen de connexion.',
    },
    refused: {
      title: 'Cela n’a pas fonctionné',
      text: '{provider} n’a pas confirmé votre identité. Réessayez ou utilisez un autre moyen de connexion.',
    },
    down: {
      title: 'L’autre service ne répond pas',
      text: '{provider} ne répond pas pour le moment. Réessayez dans quelques minutes. Les autres moyens de connexion fonctionnent toujours.',
    },
    lost: {
      title: 'Recommencez depuis le début',
      text: 'Vous avez commencé avec {provider} dans un autre navigateur, ou il y a trop longtemps. Revenez en arrière et recommencez.',
    },
    unusable: {
      title: 'Utilisez un autre moyen de connexion',
      text: 'Vous ne pouvez pas vous connecter à ce compte avec {provider}.',
    },
    closed: {
      title: 'Vous ne pouvez pas créer de compte ici',
      text: 'Ce compte {provider} n’est associé à aucun compte ici. Si vous avez un compte, connectez-vous par un autre moyen, puis associez {provider} dans Sécurité.',
    },
  },
  again: 'Retour à la connexion',
  known: {
    title: 'Vous avez déjà un compte',
    text: 'Un compte existe déjà pour {email}. Connectez-vous une fois à ce compte pour y associer {provider}. Vous pourrez ensuite vous connecter avec {provider}.',
    press: 'Se connecter',
    other: 'Utiliser un autre moyen',
  },
  prove: {
    title: 'Confirmez votre adresse e‑mail',
    text: '{provider} nous a indiqué l’adresse {email}. Nous vous enverrons un code pour confirmer qu’elle vous appartient.',
    noAddress:
      '{provider} ne nous a indiqué aucune adresse e-mail. Saisissez la vôtre. Nous vous enverrons un code pour la confirmer.',
    press: 'Recevoir un code par e‑mail',
  },
  connect: {
    title: 'Associer {provider} ?',
    lead: 'Le compte {provider} {identity} permettra de se connecter au compte {email}.',
    leadNameless: 'Votre compte {provider} permettra de se connecter au compte {email}.',
    warning:
      'N’associez qu’un compte qui vous appartient : toute personne qui l’utilise pourra se connecter ici.',
    press: 'Associer',
    refuse: 'Pas maintenant',
    taken: {
      title: 'Associé à un autre compte',
      text: 'Ce compte {provider} est associé ici à un autre compte. Dissociez-le d’abord dans cet autre compte.',
    },
    over: {
      title: 'Cette demande est terminée',
      text: 'Elle est trop ancienne ou a déjà servi. Recommencez dans Sécurité, dans votre compte.',
    },
    otherAccount: {
      title: 'Votre session est ouverte avec un autre compte',
      text: 'Cette demande concerne un autre compte. Connectez-vous d’abord à ce compte.',
    },
  },
  panel: {
    title: 'Comptes associés',
    text: 'Connectez-vous avec un compte que vous avez auprès d’un autre service.',
    none: {
      title: 'Aucun compte associé',
      text: 'Associez-en un pour vous connecter sans mot de passe.',
    },
    connect: 'Associer {provider}',
    disconnect: {
      press: 'Dissocier',
      label: 'Dissocier {provider}',
    },
    connected: 'Associé le {date}',
    used: 'Dernière utilisation le {date}',
    neverUsed: 'Jamais utilisé',
    notOffered: '{provider} n’est plus proposé ici et ne permet plus de se connecter.',
    done: {
      connected: 'Le compte est associé. Vous pouvez maintenant l’utiliser pour vous connecter.',
      disconnected: 'Le compte est dissocié.',
    },
    last: 'C’est votre dernier moyen de connexion. Choisissez d’abord un mot de passe ou ajoutez une clé d’accès.',
  },
}
