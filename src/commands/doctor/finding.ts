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

const saying =
  (state: Finding['state']) =>
  (about: string, says: string, todo: string): Finding => ({ about, state, says, todo })

/** What cannot be told before something else is mended. */
export const notLookedAt = (about: string, because: string): Finding => ({
  about,
  state: 'note',
  says: `not looked at, because ${because}`,
})

export const note = saying('note')
export const warning = saying('warning')
export const problem = saying('problem')
