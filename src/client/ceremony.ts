import { bytesOf, textOf } from './base64url.ts'
import { browser, type CredentialInBrowser } from './browser.ts'

/** What the service answers for a ceremony, as far as the client reads it. */
export type CreationOptions = {
  rp: { id: string }
  user: { id: string; name: string; displayName: string }
  challenge: string
  excludeCredentials: { id: string }[]
}
export type RequestOptions = {
  challenge: string
  rpId: string
  timeout: number
  allowCredentials?: { id: string }[]
}

/** What a browser has made, in the form of `toJSON()`: it goes to the service as it is. */
export type CredentialJson = { rawId: string }

/** Why there is no passkey. None of these is a fault of the service or of the app. */
export type NotDone =
  /**
   * Somebody has closed the dialog, no passkey was there, a security key has no PIN, or the app has ended it. Browsers
   * do not tell which.
   */
  | { outcome: 'cancelled' }
  /** This device has a passkey of this account. */
  | { outcome: 'already_there' }
  /** The browser, the device or the page can not do it. */
  | { outcome: 'unsupported' }

export type Made = { outcome: 'made'; credential: CredentialJson }

const OUTCOMES: Record<string, NotDone['outcome']> = {
  AbortError: 'cancelled',
  NotAllowedError: 'cancelled',
  TimeoutError: 'cancelled',
  InvalidStateError: 'already_there',
  ConstraintError: 'unsupported',
  NotSupportedError: 'unsupported',
}

/** Makes a passkey. */
export const create = (options: CreationOptions, signal: AbortSignal | undefined) =>
  perform((credentials, own) =>
    credentials.create({
      publicKey: own?.parseCreationOptionsFromJSON?.(options) ?? {
        ...options,
        challenge: bytesOf(options.challenge),
        user: { ...options.user, id: bytesOf(options.user.id) },
        excludeCredentials: options.excludeCredentials.map(withBytes),
      },
      signal,
    }),
  )

/** Asks for a passkey. By `autofill` the browser offers it in a field with `autocomplete="username webauthn"`. */
export const get = (
  options: RequestOptions,
  { autofill = false, signal }: { autofill?: boolean; signal?: AbortSignal | undefined },
) =>
  perform((credentials, own) =>
    credentials.get({
      publicKey: own?.parseRequestOptionsFromJSON?.(options) ?? {
        ...options,
        challenge: bytesOf(options.challenge),
        ...(options.allowCredentials && { allowCredentials: options.allowCredentials.map(withBytes) }),
      },
      ...(autofill && { mediation: 'conditional' as const }),
      signal,
    }),
  )

export const canAutofill = async (): Promise<boolean> =>
  (await browser.PublicKeyCredential?.isConditionalMediationAvailable?.()) ?? false

type Credentials = NonNullable<NonNullable<typeof browser.navigator>['credentials']>

async function perform(
  act: (
    credentials: Credentials,
    own: typeof browser.PublicKeyCredential,
  ) => Promise<CredentialInBrowser | null>,
): Promise<Made | NotDone> {
  const { navigator, PublicKeyCredential: own } = browser
  if (!own || !navigator?.credentials) return { outcome: 'unsupported' }
  try {
    const credential = await act(navigator.credentials, own)
    return credential ? { outcome: 'made', credential: jsonOf(credential) } : { outcome: 'cancelled' }
  } catch (error) {
    const outcome = error instanceof Error ? OUTCOMES[error.name] : undefined
    if (!outcome) throw error
    return { outcome }
  }
}

/** Browsers from before 2025, and password managers that stand in for them, have no `toJSON`. */
function jsonOf(credential: CredentialInBrowser): CredentialJson {
  const { id, type, response } = credential
  const json = credential.toJSON?.()
  if (json) return json
  const bytes = (
    ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'] as const
  )
    .map((name) => [name, response[name]] as const)
    .flatMap(([name, value]) => (value ? [[name, textOf(value)]] : []))
  const transports = response.getTransports?.()
  const made = {
    id,
    rawId: textOf(credential.rawId),
    type,
    response: { ...Object.fromEntries(bytes), ...(transports && { transports }) },
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
  }
  return made
}

const withBytes = <Descriptor extends { id: string }>(descriptor: Descriptor) => ({
  ...descriptor,
  id: bytesOf(descriptor.id),
})

/** Tells the device that the service does not have this passkey, so that it is offered no more. */
export const forgetUnknown = async (rpId: string, { rawId }: CredentialJson): Promise<void> => {
  await browser.PublicKeyCredential?.signalUnknownCredential?.({ rpId, credentialId: rawId }).catch(() => {})
}

/** Whether the browser can pass on what is said about passkeys of an account. */
export const canTellDevice = (): boolean =>
  browser.PublicKeyCredential?.signalAllAcceptedCredentials !== undefined

/** Tells the device which passkeys the account has, and what it is called now: others are offered no more. */
export async function tellDevice({ rp, user, excludeCredentials }: CreationOptions): Promise<void> {
  const about = { rpId: rp.id, userId: user.id }
  const allAcceptedCredentialIds = excludeCredentials.map(({ id }) => id)
  const { name, displayName } = user
  const own = browser.PublicKeyCredential
  await own?.signalAllAcceptedCredentials?.({ ...about, allAcceptedCredentialIds }).catch(() => {})
  await own?.signalCurrentUserDetails?.({ ...about, name, displayName }).catch(() => {})
}
