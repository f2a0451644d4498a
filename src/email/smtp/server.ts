/** A server that takes mails by SMTP, and how to sign in there. */
export type SmtpServer = {
  /** As URL writes it. */
  host: string
  port: number
  /** Whether TLS begins with the connection. If not, the client asks for it by STARTTLS. */
  isImplicitTls: boolean
  credentials: { user: string; password: string } | undefined
}
