/** A text message for SNS. */
export interface Publication {
  readonly to: string;
  readonly body: string;
  readonly senderId: string | undefined;
}

/** The form of `Publish` (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). */
export function publishForm({ to, body, senderId }: Publication): string {
  const form = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', PhoneNumber: to, Message: body });
  // Transactional: SNS then prefers reliable delivery to the lowest price.
  const attributes = { 'AWS.SNS.SMS.SMSType': 'Transactional', 'AWS.SNS.SMS.SenderID': senderId };
  const set = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (const [index, [name, value]] of set.entries()) {
    const entry = `MessageAttributes.entry.${index + 1}`;
    form.set(`${entry}.Name`, name);
    form.set(`${entry}.Value.DataType`, 'String');
    form.set(`${entry}.Value.StringValue`, value);
  }
  return form.toString();
}
