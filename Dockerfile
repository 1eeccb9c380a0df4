# The same commands as `make run`, on production settings: SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS and BASE_URL
# come from the environment, and the server refuses to start without them.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=lms.settings.production \
    VAR_DIR=/srv/lms/var MEDIA_ROOT=/srv/lms/media HOST=0.0.0.0 PORT=8000

RUN useradd --system --create-home --home-dir /srv/lms --uid 10001 lms
WORKDIR /srv/lms/app

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY --chown=lms:lms . .
RUN mkdir -p /srv/lms/var /srv/lms/media && chown lms:lms /srv/lms/var /srv/lms/media
USER lms

# Placeholders only for this step: nothing is connected to and nothing is kept.
RUN SECRET_KEY=build-time-only-build-time-only-build-time-only-build-only DATABASE_URL=sqlite:////tmp/build.sqlite3 \
    ALLOWED_HOSTS=localhost BASE_URL=https://localhost \
    python manage.py prepare_static

VOLUME ["/srv/lms/media", "/srv/lms/var"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0]}), timeout=4)"]
CMD ["python", "manage.py", "serve"]
