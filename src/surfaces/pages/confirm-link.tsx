import { CONFIRM } from './confirm-first.tsx'
import type { Visit } from './visit.ts'

/** Leads to one more proof, before anything is typed that would have to wait for it. */
export const ConfirmLink = ({ visit: { path }, text }: { visit: Visit; text: string }) => (
  <a class="button quiet" href={`${CONFIRM}?${new URLSearchParams({ return_to: path }).toString()}`}>
    {text}
  </a>
)
