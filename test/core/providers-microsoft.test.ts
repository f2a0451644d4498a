import { describe, expect, it } from 'vitest'
import { PROVIDER_SETTINGS } from '../support/provider-settings.ts'
import { microsoftStub } from '../support/vendors.ts'
import { REFUSED, visitorAt } from './provider-visits.ts'

const HOST = 'https://login.microsoftonline.com'
const ANY = `${HOST}/{tenantid}/v2.0`
const CONTOSO = '11111111-2222-3333-4444-555555555555'
const FABRIKAM = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad'
const OID = '00000000-0000-0000-0000-000000001815'

const issuerOf = (tid: string) => `${HOST}/${tid}/v2.0`
const settingsFor = (tenant: string) => ({ ...PROVIDER_SETTINGS, MICROSOFT_TENANT: tenant })

/** Somebody of a tenant signs in, where the setting is this and the document names that issuer. */
async function visitOf(tid: unknown, { tenant = 'common', issuer = ANY, claims = {}, lies = {} } = {}) {
  const stub = microsoftStub({ tenant: tenant.toLowerCase(), issuer })
  stub.person({ tid, oid: OID, ...claims })
  stub.lies(lies)
  return visitorAt('microsoft', { settings: settingsFor(tenant) }).visit(stub)
}

describe('Microsoft', () => {
  it.each<[tenant: string, issuer: string, tid: string]>([
    ['common', ANY, CONTOSO],
    ['common', ANY, CONSUMERS],
    ['organizations', ANY, FABRIKAM],
    ['consumers', ANY, CONSUMERS],
    ['consumers', issuerOf(CONSUMERS), CONSUMERS],
    [CONTOSO, issuerOf(CONTOSO), CONTOSO],
    [CONTOSO.toUpperCase(), issuerOf(CONTOSO), CONTOSO],
    ['contoso.example', issuerOf(CONTOSO), CONTOSO],
    ['Contoso.onmicrosoft.com', issuerOf(CONTOSO), CONTOSO],
  ])('with the tenant %s and the document of %s knows somebody of %s', async (tenant, issuer, tid) => {
    expect(await visitOf(tid, { tenant, issuer })).toMatchObject({
      issuer: issuerOf(tid),
      subject: OID,
      provesMailbox: false,
    })
  })

  it.each<[tenant: string, issuer: string, tid: string, reason: string]>([
    ['organizations', ANY, CONSUMERS, 'other_tenant'],
    ['consumers', ANY, CONTOSO, 'other_tenant'],
    ['consumers', issuerOf(CONSUMERS), CONTOSO, 'other_tenant'],
    [CONTOSO, issuerOf(CONTOSO), FABRIKAM, 'other_tenant'],
    [CONTOSO, issuerOf(CONTOSO), CONSUMERS, 'other_tenant'],
    ['contoso.example', issuerOf(CONTOSO), FABRIKAM, 'other_tenant'],
    ['common', issuerOf(CONTOSO), CONTOSO, 'discovery'],
    ['organizations', issuerOf(CONTOSO), CONTOSO, 'discovery'],
    ['consumers', issuerOf(CONTOSO), CONTOSO, 'discovery'],
    [CONTOSO, ANY, CONTOSO, 'discovery'],
    [CONTOSO, issuerOf(FABRIKAM), FABRIKAM, 'discovery'],
    ['contoso.example', ANY, CONTOSO, 'discovery'],
    ['contoso.example', `${HOST}/contoso.example/v2.0`, CONTOSO, 'discovery'],
    ['common', `https://evil.example/{tenantid}/v2.0`, CONTOSO, 'discovery'],
    ['contoso.example', `https://evil.example/${CONTOSO}/v2.0`, CONTOSO, 'discovery'],
  ])('with the tenant %s and the document of %s refuses %s', async (tenant, issuer, tid, reason) => {
    expect(await visitOf(tid, { tenant, issuer })).toEqual(REFUSED(reason))
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['is of another tenant', { iss: issuerOf(FABRIKAM) }, 'claim_iss'],
    ['is of the form itself', { iss: ANY }, 'claim_iss'],
    ['is of another host', { iss: `https://evil.example/${CONTOSO}/v2.0` }, 'claim_iss'],
    ['is of the first version', { iss: `https://sts.windows.net/${CONTOSO}/` }, 'claim_iss'],
    ['names another tenant', { tid: FABRIKAM }, 'claim_iss'],
    ['names no tenant', { tid: undefined }, 'claim_tid'],
    ['names a tenant with a path', { tid: `${CONTOSO}/../x` }, 'claim_tid'],
    ['names tenants', { tid: [CONTOSO] }, 'claim_tid'],
    ['names a tenant in capitals', { tid: FABRIKAM.toUpperCase() }, 'claim_tid'],
    ['names nobody', { oid: undefined }, 'no_subject'],
    ['names a number', { oid: 7 }, 'no_subject'],
    ['is for another app', { aud: 'another-app' }, 'claim_aud'],
    ['has another nonce', { nonce: 'another' }, 'claim_nonce'],
  ])('refuses a token that %s', async (_, lies, reason) => {
    expect(await visitOf(CONTOSO, { lies })).toEqual(REFUSED(reason))
  })

  it.each([true, 1, '1', 'true'])(
    'takes the address of a domain that its tenant has shown: %j',
    async (xms_edov) => {
      const claims = { email: 'ada@contoso.example', xms_edov }
      expect(await visitOf(CONTOSO, { claims })).toMatchObject({
        email: 'ada@contoso.example',
        isEmailVerified: true,
        provesMailbox: false,
      })
    },
  )

  it.each([undefined, false, 0, '0', 'false', null, [], 'TRUE'])(
    'takes no address that anybody may have written: %j',
    async (xms_edov) => {
      const claims = {
        email: 'boss@victim.example',
        email_verified: true,
        upn: 'boss@victim.example',
        preferred_username: 'boss@victim.example',
        xms_edov,
      }
      expect(await visitOf(CONTOSO, { claims })).toMatchObject({
        email: undefined,
        isEmailVerified: false,
        provesMailbox: false,
      })
    },
  )

  it('keeps somebody of one tenant apart from the same number in another', async () => {
    const [one, other] = [await visitOf(CONTOSO), await visitOf(FABRIKAM)]
    expect(one).toMatchObject({ issuer: issuerOf(CONTOSO), subject: OID })
    expect(other).toMatchObject({ issuer: issuerOf(FABRIKAM), subject: OID })
  })

  it('comes back for one of its issuers, where it names one', async () => {
    const stub = microsoftStub()
    stub.person({ tid: CONTOSO, oid: OID })
    const { visit } = visitorAt('microsoft')
    const from = (iss: string) => visit(stub, (brought) => brought.set('iss', iss))
    expect(await from(issuerOf(CONTOSO))).toMatchObject({ subject: OID })
    expect(await from('https://evil.example')).toEqual(REFUSED('claim_tid'))
    expect(await from(ANY)).toEqual(REFUSED('claim_tid'))
  })
})
