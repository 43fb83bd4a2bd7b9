# Builds with the tools, runs without them. Which rooms are in it, deploy/image.mjs reads from their manifests.

FROM node:24-slim AS build
WORKDIR /app
RUN npm install --global --no-audit --no-fund pnpm@12.20.0
# Only another lockfile fetches packages again.
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN pnpm fetch
COPY . .
RUN pnpm install --frozen-lockfile --offline \
 && node node_modules/typescript/bin/tsc -b apps/server apps/cli apps/console \
 && node apps/console/build.mjs \
 && node deploy/image.mjs /image
WORKDIR /image
RUN pnpm install --frozen-lockfile --offline --prod --filter '@ocpp-broker/server...' --filter '@ocpp-broker/cli...'

FROM node:24-slim
LABEL org.opencontainers.image.title="ocpp-broker" \
      org.opencontainers.image.description="An MQTT broker and an OCPP-J endpoint for EV charge points in one process"
ENV NODE_ENV=production \
    OCPP_BROKER_DATA_DIR=/data
WORKDIR /app
COPY --from=build /image ./
RUN ln -s /app/apps/cli/dist/src/main.js /usr/local/bin/ocpp-broker \
 && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 1883 8083 33033 18083
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:18083/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# As npm start does: docs/performance.md says why.
CMD ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=24", "apps/server/dist/src/main.js"]
