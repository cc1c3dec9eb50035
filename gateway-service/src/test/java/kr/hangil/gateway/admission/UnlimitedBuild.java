package kr.hangil.gateway.admission;

import static java.lang.constant.ConstantDescs.CD_List;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The packaged gateway as a mistake would build it: the limiter is made, and admission grants without asking it. */
final class UnlimitedBuild {

    private static final String ADMISSION = AdmissionService.class.getName().replace('.', '/') + ".class";
    private static final ClassDesc FUTURE = ClassDesc.of("io.vertx.core.Future");
    private static final ClassDesc GRANTED =
            Verdict.Granted.class.describeConstable().orElseThrow();

    private UnlimitedBuild() {}

    /** Makes it of what was built in {@code application}. */
    static Path of(Path application, Path folder) throws IOException {
        Files.copy(application.resolve("quarkus-run.jar"), folder.resolve("quarkus-run.jar"));
        for (String same : new String[] {"lib", "quarkus"}) {
            Files.createSymbolicLink(folder.resolve(same), application.resolve(same));
        }
        Path app = Files.createDirectory(folder.resolve("app"));
        try (Stream<Path> jars = Files.list(application.resolve("app"))) {
            for (Path jar : jars.toList()) {
                Path copy = Files.copy(jar, app.resolve(jar.getFileName()));
                if (jar.getFileName().toString().startsWith("gateway-service")) {
                    change(copy);
                }
            }
        }
        return folder;
    }

    private static void change(Path jar) throws IOException {
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            Path admission = inside.getPath(ADMISSION);
            Files.write(admission, unlimited(Files.readAllBytes(admission)));
        }
    }

    private static byte[] unlimited(byte[] admission) {
        AtomicInteger changed = new AtomicInteger();
        byte[] unlimited = ClassFile.of()
                .transformClass(
                        ClassFile.of().parse(admission), ClassTransform.transformingMethodBodies((code, element) -> {
                            if (element instanceof InvokeInstruction call && asksTheLimiter(call)) {
                                changed.incrementAndGet();
                                grant(code);
                            } else {
                                code.with(element);
                            }
                        }));
        if (changed.get() != 1) {
            throw new IllegalStateException("admission asks its limiter " + changed + " times, not once");
        }
        return unlimited;
    }

    private static boolean asksTheLimiter(InvokeInstruction call) {
        return call.owner().asInternalName().equals(QuotaService.class.getName().replace('.', '/'))
                && call.name().equalsString("reserve");
    }

    /** In the place of what is asked and the claim: {@code Future.succeededFuture(new Granted(0, List.of(), false))}. */
    private static void grant(CodeBuilder code) {
        code.pop2()
                .new_(GRANTED)
                .dup()
                .lconst_0()
                .invokestatic(CD_List, "of", MethodTypeDesc.of(CD_List), true)
                .iconst_0()
                .invokespecial(GRANTED, "<init>", MethodTypeDesc.of(CD_void, CD_long, CD_List, CD_boolean))
                .invokestatic(FUTURE, "succeededFuture", MethodTypeDesc.of(FUTURE, CD_Object), true);
    }
}
