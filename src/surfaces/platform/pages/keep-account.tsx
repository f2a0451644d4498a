import { AddressField } from '../../../look/fields.tsx'
import { Form, type MailedPage, Outcome, View } from './layout.tsx'

/** Brings an account back that is being deleted. It signs nobody in. */
export const keepPage: MailedPage = (reader) => {
  const { keep } = reader.words
  return {
    title: keep.title,
    content: (
      <>
        <View name="open" title={keep.title} lead={keep.explain}>
          <Form reader={reader} press={keep.press} data-to="/keep-account" data-done="done">
            <AddressField reader={reader} id="email" autocomplete="off" wrong={keep.wrongAddress} />
          </Form>
        </View>
        <Outcome {...keep.done} reader={reader} name="done" icon="done" />
        <Outcome {...keep.lost} reader={reader} name="lost" icon="lost" />
      </>
    ),
  }
}
