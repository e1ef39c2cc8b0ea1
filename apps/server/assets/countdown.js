/**
 * Counts whole seconds down to 0 by the clock, so that a sleeping tab does not fall behind.
 * @param {number} seconds
 * @param {(left: number) => void} tick called at once and each second, last with 0
 * @returns {() => void} stops it
 */
export function countDown(seconds, tick) {
  const end = performance.now() + seconds * 1000;
  let timer;
  const step = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    tick(left);
    if (left > 0) timer = setTimeout(step, 1000);
  };
  step();
  return () => clearTimeout(timer);
}
