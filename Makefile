# Two commands matter: `make run` opens the portal, `make test` proves it.
.PHONY: run test check bench backup restore lock messages docs screenshots help

help:
	@sed -n 's/^## //p' Makefile

## make run         installs what is missing and opens the portal on 127.0.0.1:8000
run:
	@python3 deploy/setup.py run
	@.venv/bin/python deploy/run.py

## make test        installs what is missing and runs every test
test:
	@python3 deploy/setup.py test
	@.venv/bin/python deploy/test.py $(ARGS)

## make check       format, lint, types, layers, migrations, translations, templates, deployment
check:
	@python3 deploy/setup.py test
	@.venv/bin/python deploy/check.py

## make bench       speed as ratios, on PostgreSQL and Redis
bench:
	@python3 deploy/setup.py test
	@.venv/bin/python -m bench

## make backup TO=file      database and documents into one file
backup:
	@test -n "$(TO)" || { echo "Into which file?  make backup TO=portal.tar" >&2; exit 1; }
	@python3 deploy/setup.py run
	@.venv/bin/python manage.py backup "$(TO)"

## make restore FROM=file   and back, into an empty portal; YES=1 replaces a full one
restore:
	@test -f "$(FROM)" || { echo "From which file?  make restore FROM=portal.tar" >&2; exit 1; }
	@python3 deploy/setup.py run
	@.venv/bin/python manage.py restore "$(FROM)" $(if $(YES),--yes)

## make messages    collects the strings to translate into locale/
messages:
	@python3 deploy/setup.py test
	@.venv/bin/python deploy/messages.py

## make docs        writes docs/access.md and docs/states.md from the rules
docs:
	@python3 deploy/setup.py run
	@.venv/bin/python manage.py write_docs

## make screenshots takes pictures of the pages of a running portal into var/screenshots
screenshots:
	@python3 deploy/setup.py test
	@.venv/bin/python deploy/screenshots.py $(ARGS)

## make lock        pins the packages of pyproject.toml and their hashes
lock:
	@python3 deploy/setup.py run
	@.venv/bin/python deploy/lock.py $(ARGS)
