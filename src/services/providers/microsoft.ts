import { type AuthorizationServer, processDiscoveryResponse } from 'oauth4webapi'
import type { Provider } from '../../core/federation/provider.ts'
import { type Claims, emailIn, namesIn } from './claims.ts'
import { refused } from './trouble.ts'
import type { Vendor } from './vendor.ts'

const GUID = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`
const IS_GUID = new RegExp(`^${GUID}$`)
const HOST = 'https://login.microsoftonline.com'
const ISSUER = new RegExp(String.raw`^https://login\.microsoftonline\.com/(${GUID})/v2\.0$`)
/** What the document of several tenants has in place of an issuer. */
const ANY_TENANT = `${HOST}/{tenantid}/v2.0`
/** The tenant of all private accounts. */
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad'

/**
 * Microsoft Entra: https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference. Anybody can have a
 * tenant, and in it write any address into `email`, `upn` and `preferred_username` (the takeover called nOAuth). So
 * an address counts only where Microsoft says that its domain belongs to that tenant, and it never proves a mailbox.
 */
export const microsoft: Vendor = {
  scope: 'openid email profile',
  readDocument: async (provider, answer) => {
    const { issuer } = (await answer.clone().json()) as { issuer?: unknown }
    if (typeof issuer !== 'string' || !isIssuerFor(tenantOf(provider), issuer)) throw refused('discovery')
    return processDiscoveryResponse(new URL(issuer), answer)
  },
  issuerOfAnswer: (provider, server, iss) =>
    iss === null ? server.issuer : issuerOf(provider, server, ISSUER.exec(iss)?.[1]),
  issuerOfToken: (provider, server, { tid }) => issuerOf(provider, server, tid),
  identify: (_, claims) => {
    const email = isDomainOfTenant(claims) ? emailIn(claims) : undefined
    return {
      subject: claims['oid'],
      email,
      isEmailVerified: email !== undefined,
      provesMailbox: false,
      ...namesIn(claims),
    }
  },
}

/** `common`, `organizations`, `consumers`, the id of a tenant, or a domain of it. */
const tenantOf = ({ issuer }: Provider) => issuer.slice(HOST.length + 1).split('/')[0] ?? ''

/** Whether the document of a tenant may name this issuer. A domain stands for an id that only the document tells. */
function isIssuerFor(tenant: string, issuer: string): boolean {
  const named = ISSUER.exec(issuer)?.[1]
  if (tenant === 'common' || tenant === 'organizations') return issuer === ANY_TENANT
  if (tenant === 'consumers') return issuer === ANY_TENANT || named === CONSUMERS
  return IS_GUID.test(tenant) ? named === tenant : named !== undefined
}

/** The issuer of one tenant, if its people may sign in. */
function issuerOf(provider: Provider, server: AuthorizationServer, tid: unknown): string {
  const tenant = tenantOf(provider)
  if (typeof tid !== 'string' || !IS_GUID.test(tid)) throw refused('claim_tid')
  if (tenant === 'organizations' && tid === CONSUMERS) throw refused('other_tenant')
  if (tenant === 'consumers' && tid !== CONSUMERS) throw refused('other_tenant')
  const issuer = `${HOST}/${tid}/v2.0`
  if (server.issuer !== ANY_TENANT && server.issuer !== issuer) throw refused('other_tenant')
  return issuer
}

/** https://learn.microsoft.com/entra/identity-platform/optional-claims-reference: it comes in any of these forms. */
const isDomainOfTenant = ({ xms_edov }: Claims) => ['1', 'true'].includes(String(xms_edov))
