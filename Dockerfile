FROM python:3.13-slim AS build
WORKDIR /srv
COPY requirements.lock .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/srv/var
# The folder is there already and root's: without this the static files could not be collected into it.
RUN useradd --system --home-dir /srv mentorship && chown mentorship: /srv
WORKDIR /srv
COPY --from=build /opt/venv /opt/venv
COPY --chown=mentorship . .
USER mentorship
# Collecting files needs no secret, but the settings refuse to load without good ones: these live for this command
# only. The image keeps none.
RUN python -m compileall -q . && SECRET_KEY=unused \
    ENCRYPTION_KEYS="$(python -c 'import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())')" \
    python manage.py collectstatic --no-input
EXPOSE 8000
CMD ["python", "-m", "mentorship.serve", "--host", "0.0.0.0", "--port", "8000"]
