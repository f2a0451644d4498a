/** Where the browser comes back to. Each provider has an address of its own (RFC 9700 §4.4.2), and has to know it. */
export const redirectAddress = (appUrl: string, provider: string) => `${appUrl}/callback/${provider}`
