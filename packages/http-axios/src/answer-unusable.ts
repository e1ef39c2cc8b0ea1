/** An answer that was there and could not be used. The message is for the operator and holds nothing of it. */
export class AnswerUnusable extends Error {
  override readonly name: string = 'AnswerUnusable';
}
