/**
 * One thing that was looked at. `todo` says what to do about it; a note is nothing that has to be done.
 */
export type Finding = {
  about: string
  state: 'ok' | 'note' | 'warning' | 'problem'
  says: string
  todo?: string
}

export const ok = (about: string, says: string): Finding => ({ about, state: 'ok', says })

export const note = (about: string, says: string, todo: string): Finding => ({
  about,
  state: 'note',
  says,
  todo,
})

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
