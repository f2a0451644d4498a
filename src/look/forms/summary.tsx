import { Glyph } from '../icons.tsx'

/** What is wrong; with the id of its field, if it is about one. */
export type Problem = { text: string; field?: string | undefined }

/**
 * What is wrong with a form, at its top. It has the focus when the page opens, so that whoever cannot see it is
 * told first. One problem needs no title.
 */
export const Summary = ({ title, problems }: { title: string; problems: Problem[] }) => {
  if (problems.length === 0) return null
  return (
    <div class="note danger summary" role="alert" tabindex={-1} autofocus>
      <Glyph icon="broken" />
      <div>
        {problems.length > 1 && <strong>{title}</strong>}
        <ul>
          {problems.map(({ text, field }) => (
            <li>{field === undefined ? text : <a href={`#${field}`}>{text}</a>}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}
