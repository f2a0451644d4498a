/** Names and addresses that lead to the machine itself (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
const LOOPBACK = /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether nobody on another machine can have asked for this host. `hostname` is as `URL` writes it. */
export const isLoopback = (hostname: string) => LOOPBACK.test(hostname)
