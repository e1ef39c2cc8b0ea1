# syntax=docker/dockerfile:1
# The server and what it needs at run time, nothing else. Settings: docs/reference/settings.md; operation: docs/guides/operate.md.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npx tsc -b apps/server
# The same packages again without those for development; sources and tests stay behind.
RUN npm ci --omit=dev --workspace=apps/server --include-workspace-root=false \
  && rm -rf apps/*/src apps/*/test packages/*/src packages/*/test \
  && find apps packages -name '*.tsbuildinfo' -delete

FROM node:22-bookworm-slim
ENV NODE_ENV=production TESSERA_DATA_DIR=/data PORT=8080
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
COPY --from=build /app/apps ./apps
# Owned by root: the server cannot change its own code.
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Room for what lives for one request only: with the default of 16 MiB a busy server collects garbage twice as often. With more than this,
# V8 would begin its long collections as much earlier.
CMD ["node", "--max-semi-space-size=32", "apps/server/dist/main.js"]
