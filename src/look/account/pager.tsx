type Way = { href: string; text: string }

/** From one page of a list to the next. */
export const Pager = ({
  name,
  newer,
  older,
}: {
  name: string
  newer?: Way | undefined
  older?: Way | undefined
}) =>
  newer || older ? (
    <nav class="pager" aria-label={name}>
      {newer && (
        <a class="button quiet small" href={newer.href} rel="prev">
          {newer.text}
        </a>
      )}
      {older && (
        <a class="button quiet small" href={older.href} rel="next">
          {older.text}
        </a>
      )}
    </nav>
  ) : null
