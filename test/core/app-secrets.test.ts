import { describe, expect, it } from 'vitest'
import { newSecret, secretMacs } from '../../src/core/apps/secret.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'

const [OLD, NEW, LATER] = ['an old', 'a new', 'a later'].map(
  (which) => `${which} secret of more than 32 characters`,
) as [string, string, string]
const previous = (passwordsOnly: boolean) => [{ secret: OLD, passwordsOnly }]

describe('the secret of an app', () => {
  it('has 256 random bits, and says what it is', () => {
    const made = Array.from({ length: 50 }, newSecret)
    for (const secret of made) expect(secret).toMatch(/^pst_[\w-]{43}$/)
    expect(new Set(made).size).toBe(50)
  })

  it('is stored as a MAC that belongs to it and to its app', async () => {
    const keyring = await openKeyring(NEW, [])
    const [mac, ...others] = await secretMacs(keyring, { appId: 'notes', secret: 'pst_1' })
    expect([mac, others]).toEqual([expect.stringMatching(/^[\w-]{43}$/), []])
    expect(await secretMacs(keyring, { appId: 'notes', secret: 'pst_1' })).toEqual([mac])
    expect(await secretMacs(keyring, { appId: 'notes', secret: 'pst_2' })).not.toContain(mac)
    expect(await secretMacs(keyring, { appId: 'other', secret: 'pst_1' })).not.toContain(mac)
  })

  it('outlives a rotation and a switch to come, and the present one stores it', async () => {
    const about = { appId: 'notes', secret: newSecret() }
    const [before] = await secretMacs(await openKeyring(OLD, []), about)
    const [later] = await secretMacs(await openKeyring(LATER, []), about)
    const [first, ...others] = await secretMacs(await openKeyring(NEW, previous(false), LATER), about)
    expect(others).toEqual([before, later])
    expect([first]).toEqual(await secretMacs(await openKeyring(NEW, []), about))
  })

  it('does not outlive a leak of the secret of the service', async () => {
    const about = { appId: 'notes', secret: newSecret() }
    const [before] = await secretMacs(await openKeyring(OLD, []), about)
    expect(await secretMacs(await openKeyring(NEW, previous(true)), about)).not.toContain(before)
  })
})
