import { LocalChangeNotices } from '@tessera/memory';

describe('LocalChangeNotices', () => {
  it('reports what a subscriber throws and does not fail the publisher', async () => {
    const errors: unknown[] = [];
    const notices = new LocalChangeNotices((error) => errors.push(error));
    const failure = new Error('subscriber');
    notices.subscribe(() => {
      throw failure;
    });
    await notices.publish({ tenantId: 't', what: 'client', key: 'web-app' });
    expect(errors).toEqual([failure]);
  });

  it('counts two subscriptions of the same function as two', async () => {
    const notices = new LocalChangeNotices();
    const heard: string[] = [];
    const listener = ({ key }: { readonly key: string }): void => void heard.push(key);
    const stop = notices.subscribe(listener);
    notices.subscribe(listener);
    await notices.publish({ tenantId: 't', what: 'user', key: 'a' });
    stop();
    await notices.publish({ tenantId: 't', what: 'user', key: 'b' });
    expect(heard).toEqual(['a', 'a', 'b']);
  });
});
