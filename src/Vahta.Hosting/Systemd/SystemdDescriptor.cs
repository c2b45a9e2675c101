namespace Vahta.Hosting;

/// <summary>A file descriptor that systemd passed to the process. Whoever takes it into a handle owns it.</summary>
/// <param name="Name">What the socket unit's <c>FileDescriptorName=</c>, or whoever stored it, called it; several may have one name.</param>
/// <param name="Number">The descriptor, from 3: for a <c>SafeFileHandle</c>, a <c>SafeSocketHandle</c>, or Kestrel's <c>ListenHandle</c>.</param>
public sealed record SystemdDescriptor(string Name, int Number);
