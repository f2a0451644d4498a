/** Who a mail is from: `Name <address>`, or an address alone. */
export type Sender = { name: string; email: string }

/** Reads `EMAIL_FROM`. Quotes around the name are not part of it. */
export function readSender(from: string): Sender {
  const [, name = '', email = from] = /^(.*?)\s*<([^<>]+)>\s*$/.exec(from) ?? []
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), email: email.trim() }
}

export const domainOf = ({ email }: Sender) => email.slice(email.lastIndexOf('@') + 1)
