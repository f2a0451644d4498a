import type { Provider } from '../../core/federation/provider.ts'
import { anyOpenId } from './any-openid.ts'
import { apple } from './apple.ts'
import { google } from './google.ts'
import { microsoft } from './microsoft.ts'

/** Who speaks OpenID Connect, and what each does in its own way. */
export const VENDORS = { google, apple, microsoft, oidc: anyOpenId }

export type OpenIdProvider = Provider & { kind: keyof typeof VENDORS }

/** GitHub alone does not. */
export const isOpenId = (provider: Provider): provider is OpenIdProvider => provider.kind !== 'github'
