"""The settings file: what is refused, and that the fault names the value."""

from pathlib import Path

import pytest

from dispatch_server.settings import ENVIRONMENT_SECRET, Settings, SettingsFault, read_settings

GOOD = """
database = "data/dispatch.sqlite"
city = "city"
recordings = "/var/spool/recordings"
{top}
[server]
{server}
[exchange]
{exchange}
"""


@pytest.fixture(autouse=True)
def _no_secret_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT_SECRET, raising=False)


def read(
    folder: Path, *, top: str = "", server: str = "", exchange: str = 'secret = "k3"'
) -> Settings:
    path = folder / "dispatch.toml"
    path.write_text(GOOD.format(top=top, server=server, exchange=exchange), "utf-8")
    return read_settings(path)


def test_that_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings.database == tmp_path / "data" / "dispatch.sqlite"
    assert settings.recordings == Path("/var/spool/recordings")


@pytest.mark.parametrize(
    ("part", "text", "named"),
    [
        ("server", 'host = "0.0.0.0"', "server.host is 0.0.0.0"),
        ("server", "port = 70000", "server.port"),
        ("server", "prot = 8120", "server.prot"),
        ("top", "databse = 'x'", "databse"),
        ("top", "printers = { st-1 = 7 }", "printers.st-1"),
        ("top", "seats = [{ id = 'a', name = 'A', role = 'king' }]", "seats.0.role"),
        ("exchange", "secret = 'k3'\naction_timeout_s = inf", "exchange.action_timeout_s"),
        ("exchange", "secret = 'k3'\naction_timeout_s = 0", "exchange.action_timeout_s"),
        ("exchange", "", "exchange.secret is a default"),
        ("exchange", "secret = 'change-me'", "exchange.secret is a default"),
    ],
)
def test_that_a_value_that_cannot_be_used_is_named(
    tmp_path: Path, part: str, text: str, named: str
) -> None:
    with pytest.raises(SettingsFault, match=r"dispatch\.toml") as caught:
        read(tmp_path, **{part: text})

    assert named in str(caught.value)


def test_that_a_server_with_a_certificate_may_listen_on_the_network(tmp_path: Path) -> None:
    for name in ("server.pem", "server.key"):
        (tmp_path / name).touch()
    tls = 'host = "0.0.0.0"\ncertificate = "server.pem"\nkey = "server.key"'

    server = read(tmp_path, server=tls).server

    assert (server.host, server.certificate) == ("0.0.0.0", tmp_path / "server.pem")  # noqa: S104


@pytest.mark.parametrize(
    ("server", "named"),
    [
        ('certificate = "server.pem"', "give both"),
        ('certificate = "server.pem"\nkey = "server.key"', "there is no file"),
    ],
)
def test_that_half_a_certificate_is_none(tmp_path: Path, server: str, named: str) -> None:
    with pytest.raises(SettingsFault, match=named):
        read(tmp_path, server=server)


def test_that_two_seats_do_not_share_an_id(tmp_path: Path) -> None:
    seat = "{ id = 'a', name = 'A', role = 'dispatcher' }"

    with pytest.raises(SettingsFault, match="a is there twice"):
        read(tmp_path, top=f"seats = [{seat}, {seat}]")


def test_that_a_demonstration_may_keep_a_default_secret(tmp_path: Path) -> None:
    settings = read(tmp_path, server="demonstration = true", exchange="secret = 'change-me'")

    assert settings.exchange.secret == "change-me"


def test_that_the_environment_gives_the_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_SECRET, "from-outside")

    assert read(tmp_path, exchange="").exchange.secret == "from-outside"


def test_that_the_secret_is_not_shown(tmp_path: Path) -> None:
    settings = read(tmp_path, exchange="secret = 'k3-hidden'")

    assert "k3-hidden" not in repr(settings)
    with pytest.raises(SettingsFault) as caught:
        read(tmp_path, exchange="secret = 'k3-hidden'\nsurprise = 1")
    assert "k3-hidden" not in str(caught.value)


def test_that_an_exchange_that_is_no_table_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_SECRET, "from-outside")
    path = tmp_path / "dispatch.toml"
    path.write_text('database = "x"\ncity = "x"\nrecordings = "x"\nexchange = 3\n', "utf-8")

    with pytest.raises(SettingsFault, match="exchange"):
        read_settings(path)


def test_that_a_missing_file_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="--config"):
        read_settings(tmp_path / "none.toml")


@pytest.mark.parametrize("content", [b"database = ", b"\xff\xfe"])
def test_that_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)

    with pytest.raises(SettingsFault, match=r"broken\.toml is not TOML"):
        read_settings(path)
