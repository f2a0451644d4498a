type Ceremony = { publicKey: object; signal: AbortSignal | undefined }

/** `PublicKeyCredential`, with the answer of either ceremony. */
export type CredentialInBrowser = {
  id: string
  rawId: ArrayBuffer
  type: string
  response: Partial<
    Record<
      'clientDataJSON' | 'attestationObject' | 'authenticatorData' | 'signature' | 'userHandle',
      ArrayBuffer | null
    >
  > & { getTransports?: () => string[] }
  getClientExtensionResults?: () => object
  toJSON?: () => { rawId: string }
}

type LocalStorage = {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** What we use of a browser, if there is one. Elsewhere these types and objects do not exist. */
type Browser = {
  document?: unknown
  location?: { hostname: string; href: string; origin: string; assign(url: string): void }
  history?: { state: unknown; replaceState(state: unknown, unused: string, url: string): void }
  localStorage?: LocalStorage
  addEventListener?: (type: 'storage' | 'pageshow', listener: () => void) => void
  removeEventListener?: (type: 'storage' | 'pageshow', listener: () => void) => void
  BroadcastChannel?: new (name: string) => {
    addEventListener(type: 'message', listener: () => void): void
    postMessage(message: string): void
    close(): void
  }
  PublicKeyCredential?: {
    parseCreationOptionsFromJSON?(options: object): object
    parseRequestOptionsFromJSON?(options: object): object
    isConditionalMediationAvailable?(): Promise<boolean>
    signalUnknownCredential?(about: { rpId: string; credentialId: string }): Promise<void>
    signalAllAcceptedCredentials?(about: {
      rpId: string
      userId: string
      allAcceptedCredentialIds: string[]
    }): Promise<void>
    signalCurrentUserDetails?(about: {
      rpId: string
      userId: string
      name: string
      displayName: string
    }): Promise<void>
  }
  navigator?: {
    credentials?: {
      create(options: Ceremony): Promise<CredentialInBrowser | null>
      get(options: Ceremony & { mediation?: 'conditional' }): Promise<CredentialInBrowser | null>
    }
    locks?: {
      request<Result>(
        name: string,
        options: { signal: AbortSignal },
        work: () => Promise<Result>,
      ): Promise<Result>
    }
  }
}

export const browser = globalThis as Browser
