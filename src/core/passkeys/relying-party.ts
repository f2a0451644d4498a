import type { ReadyConfig } from '../../config/config.ts'
import { isLoopback } from '../loopback.ts'

/** Who passkeys are made for (WebAuthn L3 §4, Relying Party). */
export type RelyingParty = {
  /** The domain that passkeys belong to. */
  id: string
  /** What the browser shows. */
  name: string
  /** Browsers on other domains than `id` ask for these (WebAuthn L3 §5.11). */
  origins: readonly string[]
  /** Whether pages of this origin may use them. */
  isOrigin: (origin: string) => boolean
}

/** Undefined where passkeys are off: browsers make none for an IP address. */
export function relyingPartyOf(
  config: Pick<ReadyConfig, 'APP_NAME' | 'APP_URL' | 'ENVIRONMENT' | 'PASSKEY_RP_ID' | 'PASSKEY_ORIGINS'>,
): RelyingParty | undefined {
  if (config.PASSKEY_RP_ID === undefined) return undefined
  const listed = new Set([config.APP_URL, ...config.PASSKEY_ORIGINS])
  const isOfThisMachine = (origin: string) => config.ENVIRONMENT === 'development' && isLoopbackOrigin(origin)
  return {
    id: config.PASSKEY_RP_ID,
    name: config.APP_NAME,
    origins: [...listed],
    isOrigin: (origin) => listed.has(origin) || isOfThisMachine(origin),
  }
}

/** Apps under development are pages of this machine, by any port. */
function isLoopbackOrigin(text: string) {
  const url = URL.parse(text)
  return url?.origin === text && /^https?:$/.test(url.protocol) && isLoopback(url.hostname)
}
