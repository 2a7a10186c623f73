"""What decides: the policy file, protected areas, holds, waivers and the verdict. Does no I/O."""
