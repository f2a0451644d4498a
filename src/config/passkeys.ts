import * as z from 'zod/mini'
import { isLoopback } from '../core/loopback.ts'
import type { Contradiction } from './contradiction.ts'
import { listedPage } from './origins.ts'
import { list } from './readers.ts'
import { DEVELOPMENT_URL, settings as service } from './service.ts'

/** Which sites passkeys are for. */
export const settings = {
  /** The domain that passkeys belong to; the host of APP_URL if it is not set. */
  PASSKEY_RP_ID: z.optional(z.string()),
  /** Origins beside APP_URL whose pages may use the passkeys of the service. */
  PASSKEY_ORIGINS: z.pipe(list, z.array(listedPage('exact http(s) origins, comma-separated'))),
}

const subject = { ...settings, APP_URL: service.APP_URL }

/** Digits and dots, or brackets: URL writes every IP address so. */
const isIpAddress = (host: string) => host.startsWith('[') || /^[\d.]+$/.test(host)

const hostOf = (appUrl: string | undefined) => new URL(appUrl ?? DEVELOPMENT_URL).hostname

/** What passkeys belong to; undefined at an IP address, where browsers make none. */
export function rpIdOf({ PASSKEY_RP_ID, APP_URL }: z.output<z.ZodMiniObject<typeof subject>>) {
  const host = hostOf(APP_URL)
  return isIpAddress(host) ? undefined : (PASSKEY_RP_ID ?? host)
}

/** Whether browsers let pages of this host use the domain. They hold the whole list of public suffixes, we one. */
function isDomainOf(host: string, domain: string) {
  if (isIpAddress(host) || domain === 'workers.dev') return false
  return domain === host || (host.endsWith(`.${domain}`) && domain.includes('.'))
}

export const contradictions: Contradiction<typeof subject>[] = [
  {
    setting: 'PASSKEY_RP_ID',
    rule: 'the host of APP_URL, or its end from a dot on: at least two names, and not workers.dev',
    when: ({ PASSKEY_RP_ID, APP_URL }) =>
      PASSKEY_RP_ID !== undefined && !isDomainOf(hostOf(APP_URL), PASSKEY_RP_ID),
  },
  {
    setting: 'PASSKEY_ORIGINS',
    rule: 'https, but for origins of this machine in development',
    when: ({ ENVIRONMENT, PASSKEY_ORIGINS }) =>
      PASSKEY_ORIGINS.map((each) => new URL(each)).some(
        ({ protocol, hostname }) =>
          protocol === 'http:' && (ENVIRONMENT === 'production' || !isLoopback(hostname)),
      ),
  },
]
