"""Passwords by argon2id."""

import asyncio

from dispatch_server.adapters.passwords import LANES, MEMORY_KIB, ROUNDS, Argon2Passwords
from tests.fakes.credentials import FakePasswords


async def test_that_a_hash_carries_the_parameters_that_were_decided() -> None:
    hashed = await Argon2Passwords().hash("correct horse battery")

    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (ROUNDS, MEMORY_KIB, LANES) == (2, 19_456, 1)


async def test_that_the_same_password_is_hashed_differently_each_time() -> None:
    passwords = Argon2Passwords()

    assert await passwords.hash("correct horse") != await passwords.hash("correct horse")


async def test_that_only_the_right_password_fits_in_the_fake_and_in_earnest() -> None:
    for passwords in (FakePasswords(), Argon2Passwords()):
        hashed = await passwords.hash("长江大桥 边上")

        assert await passwords.matches(hashed, "长江大桥 边上")
        assert not await passwords.matches(hashed, "长江大桥")
        assert not await passwords.matches(None, "长江大桥 边上")


async def test_that_a_broken_hash_fits_nothing() -> None:
    assert not await Argon2Passwords().matches("not a hash", "x")


async def test_that_the_loop_goes_on_while_a_password_is_checked() -> None:
    passwords = Argon2Passwords()
    hashed = await passwords.hash("x")
    turns = 0

    check = asyncio.create_task(passwords.matches(hashed, "x"))
    while not check.done():
        turns += 1
        await asyncio.sleep(0)

    assert await check
    assert turns > 1
