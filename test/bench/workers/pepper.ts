import type { Pepper } from '../../../src/crypto/password-hash.ts'

/** The key without which no password can be checked, as the service derives one from its secret. */
export const openPepper = async (): Promise<Pepper> => ({
  id: 'bench',
  key: await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode('pepper'),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  ),
})
