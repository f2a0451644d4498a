export type Link = { rel: 'self' | 'next' | 'first'; href: string }

/** Paths are shown with a slash at the end. */
export const linkTo = (rel: Link['rel'], path: string): Link => ({ rel, href: `${path}/` })
