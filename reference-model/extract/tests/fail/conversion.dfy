// expect 3:37: conversion to a type other than `int` is not part of the subset
module M {
  function method F(): char { 65 as char }
}
