import type { Child } from 'hono/jsx'

/** What there is to do, at the top of a card or an account page. */
export const Heading = ({ title, lead }: { title: string; lead?: Child }) => (
  <div class="heading">
    <h1>{title}</h1>
    {lead && <p class="lead">{lead}</p>}
  </div>
)
