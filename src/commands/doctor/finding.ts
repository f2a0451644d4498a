/** One thing that was looked at. `todo` says what to do about it. */
export type Finding = { about: string; state: 'ok' | 'warning' | 'problem'; says: string; todo?: string }

export const ok = (about: string, says: string): Finding => ({ about, state: 'ok', says })

export const warning = (about: string, says: string, todo: string): Finding => ({
  about,
  state: 'warning',
  says,
  todo,
})

export const problem = (about: string, says: string, todo: string): Finding => ({
  about,
  state: 'problem',
  says,
  todo,
})
