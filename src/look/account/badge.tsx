import type { Kind } from '../kinds.ts'

/** A word or two on how something is: "On", "This device". */
export const Badge = ({ text, kind }: { text: string; kind?: Kind }) => (
  <span class={kind ? `badge ${kind}` : 'badge'}>{text}</span>
)
