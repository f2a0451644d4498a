import type { Visit } from './visit.ts'

/** A link for each provider. They are no forms: the policy of our pages lets a form lead to no other origin. */
export const providerLinks = ({ config, search, words }: Pick<Visit, 'config' | 'search' | 'words'>) => ({
  words: { with: words.providers.with },
  items: config.PROVIDERS.map(({ id, label }) => ({ id, label, href: `/sign-in/with/${id}${search}` })),
})
