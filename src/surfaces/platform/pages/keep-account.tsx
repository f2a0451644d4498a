import { addressField } from './fields.tsx'
import { Form, type MailedPage, Outcome, View } from './layout.tsx'
import type { MailedForm } from './mailed-form.ts'

const KEEP: MailedForm = { name: 'keep', needs: ['link', 'email'], done: 'done' }

/** Brings an account back that is being deleted. It signs nobody in. */
export const keepPage: MailedPage = {
  forms: [KEEP],
  of(reader) {
    const { keep } = reader.words
    const fields = [addressField(reader, { id: 'email', wrong: keep.wrongAddress })]
    return {
      title: keep.title,
      content: (
        <>
          <View reader={reader} name="open" title={keep.title} lead={keep.explain}>
            <Form reader={reader} form={KEEP} press={keep.press} fields={fields} />
          </View>
          <Outcome {...keep.done} reader={reader} name="done" icon="done" />
          <Outcome {...keep.lost} reader={reader} name="lost" icon="lost" />
        </>
      ),
    }
  },
}
