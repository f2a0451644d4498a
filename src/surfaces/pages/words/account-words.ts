/** What is said around every page of the account. */
export type AccountWords = {
  navigation: string
  skip: string
  places: Record<'account' | 'security' | 'sessions' | 'apps' | 'history' | 'data', string>
  back: string
  /** One more proof. */
  confirm: {
    title: string
    lead: string
    press: string
    stepHint: string
    mailed: string
    cancel: string
  }
  confirmed: { title: string; text: string; press: string }
}
