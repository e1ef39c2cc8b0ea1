/** What is shown in place of a secret. Written back, it stands for the stored secret. */
export const MASKED_SECRET = '********';
