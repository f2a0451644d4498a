/** One thing that was looked at. `todo` says what to do when it is not well. */
export type Finding = { about: string; state: 'well' | 'doubtful' | 'broken'; says: string; todo?: string }

export const well = (about: string, says: string): Finding => ({ about, state: 'well', says })
export const doubtful = (about: string, says: string, todo: string): Finding => ({
  about,
  state: 'doubtful',
  says,
  todo,
})
export const broken = (about: string, says: string, todo: string): Finding => ({
  about,
  state: 'broken',
  says,
  todo,
})
