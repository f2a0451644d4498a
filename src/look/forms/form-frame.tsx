import type { Child } from 'hono/jsx'

type FormFrameProps = {
  /** The value of `form_token`. */
  token: string
  /** Which of the forms of a page it is: the value of `do`. */
  do?: string | undefined
  /** Where it is posted; without it to the page itself. */
  to?: string | undefined
  /** What it posts besides, by name. */
  hidden?: Record<string, string>
  /** One button in a row of others. */
  inline?: boolean
  /** The answer is a file: the page stays, and its button does not wait. */
  stays?: boolean
  /** Of its own, for scripts: `data-…`. */
  data?: Record<`data-${string}`, string>
  children: Child
}

/** A form that posts without script. What is wrong is said by the page in words of ours: no bubbles of the browser. */
export const FormFrame = ({
  token,
  do: deed,
  to,
  hidden = {},
  inline = false,
  stays = false,
  data = {},
  children,
}: FormFrameProps) => (
  <form
    method="post"
    action={to}
    class={inline ? 'inline' : undefined}
    novalidate
    data-stays={stays ? '' : undefined}
    {...data}
  >
    <input type="hidden" name="form_token" value={token} />
    {deed !== undefined && <input type="hidden" name="do" value={deed} />}
    {Object.entries(hidden).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {children}
  </form>
)
