"""`lenitive serve`: the web application."""

from __future__ import annotations

import click


@click.command("serve")
@click.option(
    "--demo", is_flag=True, help="Make the synthetic demonstration clinic first, unless it is there."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
def command(demo: bool, host: str, port: int) -> None:
    """Serve the clinic's pages on this machine."""
    from lenitive.site.start import ready_store

    ready_store()
    if demo:
        from lenitive.clinic.demonstration.install import install
        from lenitive.portal import demonstration

        for line in (*install(), *demonstration.install()):
            click.echo(line)
    from lenitive.desk.serve import serve

    serve(host=host, port=port, demo=demo)
