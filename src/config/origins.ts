import { originWhere } from './readers.ts'

/** What URL makes of a host, without the signs that a pattern is written with. */
const EXACT = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?$/
/** `capacitor://localhost`, `chrome-extension://<id>`: apps and extensions are origins of their own scheme. */
const OF_AN_APP = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(?::\d+)?$/
/** Schemes that the platform reads itself. No page has an origin of theirs, or it has none that names it. */
const NO_APP = /^(?:https?|wss?|ftp|file|data|blob|about|javascript):/

const isExactPage = (value: string) => EXACT.test(value) && URL.parse(value)?.origin === value

const isExact = (value: string) =>
  EXACT.test(value) ? isExactPage(value) : OF_AN_APP.test(value) && !NO_APP.test(value)

/** An origin whose pages may call the service: exact, never a pattern. */
export const listedOrigin = (rule: string) => originWhere(isExact, rule)

/** The same for pages of the web alone. */
export const listedPage = (rule: string) => originWhere(isExactPage, rule)

/** Apps on phones and desktops show their pages from a localhost of their own. */
export const isForMachinesOfUsers = (value: string) =>
  /^http:\/\/(?:[a-z0-9-]+\.)*localhost(?::\d+)?$/.test(value)
