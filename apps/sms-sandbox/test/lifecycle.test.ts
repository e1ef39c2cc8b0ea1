import { createSmsSandbox } from '../src/index.js';

describe('starting and stopping the sandbox', () => {
  it.each(['NODE_ENV', 'TESSERA_PROFILE'])('refuses to exist with %s=production', (name) => {
    expect(() => createSmsSandbox({ environment: { [name]: 'production' } })).toThrow(`${name}=production`);
  });

  it('listens on the loopback address', async () => {
    const sandbox = createSmsSandbox({ environment: {} });
    const { port, url } = await sandbox.listen(0);
    expect(url).toBe(`http://127.0.0.1:${String(port)}`);
    await sandbox.close();
  });

  it('says so when the port is taken, and can listen afterwards', async () => {
    const first = createSmsSandbox({ environment: {} });
    const second = createSmsSandbox({ environment: {} });
    const { port } = await first.listen(0);
    await expect(second.listen(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(first.listen(0)).rejects.toThrow('listening already');
    await first.close();
    await expect(second.listen(port)).resolves.toMatchObject({ port });
    await second.close();
  });

  it('closes quietly when it never listened or was closed already', async () => {
    const sandbox = createSmsSandbox({ environment: {} });
    await expect(sandbox.close()).resolves.toBeUndefined();
    const { url } = await sandbox.listen(0);
    await sandbox.close();
    await expect(sandbox.close()).resolves.toBeUndefined();
    await expect(fetch(url)).rejects.toThrow();
  });
});
